SELECT count(*) FROM triple
