SELECT v.text FROM triple x JOIN term v ON v.id = x.o WHERE x.s = [[e:E777]] AND x.p = {{p:population}}
