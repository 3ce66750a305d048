// One file of the web pages, as it lies in the program.
#pragma once

#include <span>
#include <string_view>

namespace boxoffice::gateway {

/// Views of memory that lasts as long as the program.
struct Asset {
    std::string_view path;  ///< "/assets/app.5d41402a.js"
    std::string_view content_type;
    std::string_view tag;  ///< names the content: two files with one tag are the same bytes
    /// Its name changes with its content, so nobody need ever ask for it again.
    bool is_immutable = false;
    std::string_view identity;
    std::string_view brotli;  ///< empty = not stored
    std::string_view gzip;    ///< empty = not stored
};

/// All of them, in the order of their paths; "/index.html" is among them.
using Assets = std::span<const Asset>;

}  // namespace boxoffice::gateway
