"""What happens on a twin when something fails: supply, events, scenarios."""
