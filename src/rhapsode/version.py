"""Which rhapsode this is; enters the stamp of every file made."""

VERSION = "0.1.0"
