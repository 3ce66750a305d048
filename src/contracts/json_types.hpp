// Shapes that JSON has and C++ structs lack.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace boxoffice::contracts {

/// Written as null when empty, where std::optional would be left out.
template <class T>
struct Nullable {
    std::optional<T> value;

    Nullable() = default;
    Nullable(T held) : value(std::move(held)) {}
    Nullable(std::optional<T> held) : value(std::move(held)) {}
    friend bool operator==(const Nullable&, const Nullable&) = default;
};

/// JSON that passes through unread, such as a seating plan. Empty = null.
struct RawJson {
    std::string text;
    friend bool operator==(const RawJson&, const RawJson&) = default;
};

}  // namespace boxoffice::contracts
