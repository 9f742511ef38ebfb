SELECT count(*)
FROM triple a
JOIN triple b ON b.s = a.o AND b.p = {{p:P1}}
JOIN triple c ON c.s = b.o AND c.p = {{p:P2}}
JOIN triple d ON d.s = c.o AND d.p = {{p:P3}}
WHERE a.p = {{p:P0}}
