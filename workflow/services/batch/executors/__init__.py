"""Ways of doing the same work on many things: in this process, in a pool of processes, on a Dask cluster."""
