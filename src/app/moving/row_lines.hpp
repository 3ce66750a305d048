// Rows of tables as lines of JSON, and back.
#pragma once

#include "platform/sql/table_archive.hpp"

#include <string>
#include <string_view>

namespace boxoffice::app {

/// Appends `row` as an array of numbers, texts and nulls, without the end of the line.
void append_row(std::string& out, const platform::ArchiveRow& row);

/// @throws base::InfrastructureFault when it is no array of whole numbers, texts and nulls.
[[nodiscard]] platform::ArchiveRow to_row(std::string_view line);

}  // namespace boxoffice::app
