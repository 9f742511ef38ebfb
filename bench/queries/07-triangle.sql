SELECT count(*)
FROM triple ab
JOIN triple bc ON bc.s = ab.o AND bc.p = {{p:P0}}
JOIN triple ac ON ac.s = ab.s AND ac.o = bc.o AND ac.p = {{p:P0}}
WHERE ab.p = {{p:P0}}
