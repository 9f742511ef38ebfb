SELECT t.text, g.count FROM (SELECT o, count(*) AS count FROM triple GROUP BY o ORDER BY count DESC LIMIT 10) g
JOIN term t ON t.id = g.o
