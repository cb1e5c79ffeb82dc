"""The release: the version that all packages of this repository have. Images hold the code without package metadata."""

RELEASE = "0.1.0"
