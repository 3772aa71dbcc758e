"""Meetings of people who live in different time zones."""
