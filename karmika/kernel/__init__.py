"""The lowest floor: ids, dates, numbers, text, refusals, the viewer protocol. It knows no room."""
