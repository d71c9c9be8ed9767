"""A questionnaire is data: this file says what a definition may contain, loads it and checks it."""
