SELECT tp.text, tobj.text FROM triple x JOIN term tp ON tp.id = x.p JOIN term tobj ON tobj.id = x.o
WHERE x.s = [[e:E512]]
