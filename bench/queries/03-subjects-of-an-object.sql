SELECT ts.text FROM triple x JOIN term ts ON ts.id = x.s WHERE x.o = [[e:E12]]
