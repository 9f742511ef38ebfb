SELECT tx.text, g.text
FROM (SELECT x.s, v.text, v.number FROM triple x JOIN term v ON v.id = x.o WHERE x.p = {{p:measure}}
      ORDER BY v.number DESC LIMIT 10) g
JOIN term tx ON tx.id = g.s
