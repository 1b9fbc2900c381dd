// Files and folders by descriptor and name, the system calls under them, and threads. Nothing in it knows posts.
//
// `Folder` and `OpenFile` make every call through `calling`, so that tests can let any of them fail (`Faults`). What fails
// is a `SpoolProblem` in words that an administrator can act on. Threads share a `Monitor` and run as a `WorkerThread`.
