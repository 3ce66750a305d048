// JSON Schema of every event and of what events carry, from the structs that the codec writes.
#pragma once

#include "app/published_language/struct_comments.hpp"
#include "app/published_language/yaml_text.hpp"

namespace boxoffice::app {

/// Writes one schema per event and one per struct or value that events use, in that order, each
/// under its own name at `depth`. What the codec insists on is `required`; it tolerates the absence
/// of optionals and lists. Further properties are allowed: they are fields of the future.
void write_schemas(YamlText& yaml, int depth, const StructComments& comments);

}  // namespace boxoffice::app
