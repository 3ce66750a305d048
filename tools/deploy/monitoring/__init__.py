"""What watches the house: recording rules, objectives, alerts and dashboards, and the checks that they fit it."""
