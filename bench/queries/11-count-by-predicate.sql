SELECT t.text, g.count FROM (SELECT p, count(*) AS count FROM triple GROUP BY p) g JOIN term t ON t.id = g.p
