"""The regulator's audit: what every list, dossier and account statement reads. It changes nothing."""
