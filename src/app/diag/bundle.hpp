// The files of a bundle, the archive that carries them, and the last look for what must not be in
// it.
#pragma once

#include "base/clock.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::app {

/// Content by name, such as "contexts/musical.json".
using BundleFiles = std::map<std::string, std::string>;

/// A secret of this house, and what it is called.
struct KnownSecret {
    std::string name;
    std::string value;
};
/// Shorter ones are found in any text.
inline constexpr std::size_t known_secret_length_min = 6;

/// The names of those whose value, or its form in base64, stands in one of the files: the
/// allow-list has a hole then, and the bundle must not leave this machine. One that is made of
/// plain words, as somebody takes for a try, is not looked for: it stands in any bundle as a word.
[[nodiscard]] std::vector<std::string> leaks(const BundleFiles& files,
                                             const std::vector<KnownSecret>& secrets);

/// An archive as `tar xf` reads it (POSIX ustar), every file under `folder`. Of one moment and
/// nobody's: the same files give the same bytes.
/// @throws base::InfrastructureFault when a name is too long for the format.
[[nodiscard]] std::string to_tar(const BundleFiles& files, const std::string& folder,
                                 base::Instant at);

}  // namespace boxoffice::app
