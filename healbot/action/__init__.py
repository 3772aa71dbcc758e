"""The GitHub Action: inputs and an event become the same requests that the command line makes."""
