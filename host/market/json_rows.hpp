// Reads the rows of REST answers and hands them to their layout's parser.
#pragma once

#include "host/market/row_handler.hpp"

namespace tinderbox {

// Elements of other paths than the layout's are passed over. Adds what is wrong with a row, and an answer of another
// contract or market than the requested one, to `problems`. Throws InputError as for_each_json_element does.
void read_json_rows(ByteSource& source, const FileRequest& request, RowHandler& handler, ProblemLog& problems);

// Rows that may be held until the rest of an answer is read: those that need its envelope, or its array of times.
inline constexpr std::size_t kMaxHeldRows = 200'000;

}  // namespace tinderbox
