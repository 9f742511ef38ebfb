SELECT t.text, g.count FROM (SELECT o, count(*) AS count FROM triple WHERE p = {{rdf:type}} GROUP BY o) g
JOIN term t ON t.id = g.o
