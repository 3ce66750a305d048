// What the published documents are made of besides the structs: comments and examples on disk.
#pragma once

#include "app/published_language/struct_comments.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace boxoffice::app {

struct PublishedSources {
    StructComments comments;                      ///< from src/contracts/*.hpp
    std::map<std::string, std::string> examples;  ///< contracts/events/examples, by event
};

/// @param root the top folder of the source tree.
/// @throws std::runtime_error when a header or an example cannot be read.
[[nodiscard]] PublishedSources read_published_sources(const std::filesystem::path& root);

}  // namespace boxoffice::app
