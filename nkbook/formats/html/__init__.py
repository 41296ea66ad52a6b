"""What the formats made of HTML pages share."""
