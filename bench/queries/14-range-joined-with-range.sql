SELECT count(*)
FROM triple x
JOIN term v ON v.id = x.o
JOIN triple y ON y.s = x.s AND y.p = {{p:elevation}}
JOIN term h ON h.id = y.o
WHERE x.p = {{p:measure}} AND v.number >= 50000 AND v.number < 60000 AND h.number >= 2000 AND h.number < 3000
