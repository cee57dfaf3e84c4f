"""Meetings and activities: frozen roster, leave, sign-in, settlement, speeches, cadence."""
