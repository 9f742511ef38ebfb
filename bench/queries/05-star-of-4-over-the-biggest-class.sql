SELECT count(*)
FROM triple x
JOIN triple day ON day.s = x.s AND day.p = {{p:created}}
JOIN triple n ON n.s = x.s AND n.p = {{p:population}}
JOIN triple label ON label.s = x.s AND label.p = {{rdfs:label}}
WHERE x.p = {{rdf:type}} AND x.o = {{c:C0}}
