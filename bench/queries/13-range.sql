SELECT count(*) FROM triple x JOIN term v ON v.id = x.o
WHERE x.p = {{p:measure}} AND v.number >= 50000 AND v.number < 51000
