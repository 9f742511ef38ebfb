// The rows of a load in each order. One full sort gives SPO; the other orders are stable sorts of it by one
// or two columns, on keys of 16 to 24 bytes instead of rows of 32.
#ifndef TERN_STORAGE_LOAD_ROW_SORTER_H_
#define TERN_STORAGE_LOAD_ROW_SORTER_H_

#include <cstdint>
#include <vector>

#include "storage/model/statement.h"
#include "storage/order/order.h"

namespace tern::load {

// Sorts and drops repetitions; gives back how many were dropped.
uint64_t SortRows(std::vector<model::Row>& rows);

// The rows of `order` made of rows in the column sequence SPO, sorted and distinct: facts for the orders of
// facts (CSPO: those with a claim), properties for the orders of properties. REQUIRES: fewer than 2^32 rows.
std::vector<model::Row> RowsInOrder(const std::vector<model::Row>& spo, order::Order order);

}  // namespace tern::load

#endif  // TERN_STORAGE_LOAD_ROW_SORTER_H_
