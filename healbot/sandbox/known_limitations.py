"""What a backend does not stop, in sentences for reports."""

READABLE = (
    "Code can read, but not change, what you can read outside the home folders "
    "and the usual places of secrets."
)
NETWORK = "Code can reach the network, as you asked for."
SHARED_MEMORY = "Code can leave files in /dev/shm."
HOOKED = (
    "An import hook finds {name} in {path} of your project itself, not in the copy: "
    "changes there are not run."
)
BUILDING = (
    "{name} builds your project when it is imported, which fails in a copy: "
    "use the overlay sandbox, or install without --editable."
)
ANOTHER_PROJECT = (
    "Code cannot import from {place}, which is installed in editable mode: "
    "only the overlay sandbox can show it without its Git repository."
)
NO_REPOSITORY = "Code sees no Git repository around it, although it needs one: {reason}"
UNCONFINED = (
    "Code can read and change every file that you can: its own folder is only a convention.",
    "Code can reach the network.",
    "Code can read the environment of your other processes.",
    "Code can signal and end your other processes, healbot among them.",
    "Code that hides on purpose can outlive its run.",
)
UNLIMITED = "Memory, processes and CPU time of the code are not limited on this system."
