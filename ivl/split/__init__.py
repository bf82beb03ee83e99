"""Parts of a passive graph that are proved one by one."""
