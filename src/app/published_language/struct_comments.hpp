// What the headers say of each struct: the documentation has one source, the comment beside it.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace boxoffice::app {

using StructComments = std::map<std::string, std::string, std::less<>>;

/// Adds to `comments` the `///` lines right above every `struct Name {` of a header, joined.
void collect_struct_comments(StructComments& comments, std::string_view header);

}  // namespace boxoffice::app
