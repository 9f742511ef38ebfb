SELECT count(*)
FROM (SELECT s FROM triple WHERE p = {{p:P0}} UNION SELECT s FROM triple WHERE p = {{p:P1}}) g
