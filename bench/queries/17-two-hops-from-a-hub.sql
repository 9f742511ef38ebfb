SELECT tc.text FROM triple x JOIN triple y ON y.s = x.o JOIN term tc ON tc.id = y.o WHERE x.s = [[e:E512]]
