SELECT tx.text, tday.text, tn.text, tlabel.text
FROM triple x
JOIN triple category ON category.s = x.s AND category.p = {{p:category}} AND category.o = {{"category 30"}}
JOIN triple day ON day.s = x.s AND day.p = {{p:created}}
JOIN triple n ON n.s = x.s AND n.p = {{p:population}}
JOIN triple label ON label.s = x.s AND label.p = {{rdfs:label}}
JOIN term tx ON tx.id = x.s
JOIN term tday ON tday.id = day.o
JOIN term tn ON tn.id = n.o
JOIN term tlabel ON tlabel.id = label.o
WHERE x.p = {{rdf:type}} AND x.o = {{c:C40}}
