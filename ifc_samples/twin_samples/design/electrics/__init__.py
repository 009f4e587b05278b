"""The electrical services of a building: power, lighting, fire detection, access, telecom, sensors."""
