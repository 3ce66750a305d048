// The words that a bundle may show: those of the program's own messages, and of the libraries below
// it.
#pragma once

#include <string_view>

namespace boxoffice::app {

/// Whether `word`, in small letters, says something about a machine and nothing about a person. A
/// word that is missing here is withheld; add one when its absence makes a message useless.
[[nodiscard]] bool is_plain_word(std::string_view word);

}  // namespace boxoffice::app
