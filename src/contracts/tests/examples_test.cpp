// Goal: what was published stays readable. Every event has one example that the codec writes back
// byte for byte, tolerates fields of the future and names every required field that is missing; the
// frozen examples of each release decode for ever.
// Method: the files of contracts/events, walked over the list of all events.
#include "contracts/codec_definition.hpp"
#include "contracts/events.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace boxoffice::contracts {
namespace {

namespace json = boost::json;
using std::filesystem::path;

const path events_folder = path{BOXOFFICE_SOURCE_DIR} / "contracts" / "events";

/// The one line of an example, without its line end.
std::string line_of(const path& file) {
    std::ifstream stream{file, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{stream}, {}};
    EXPECT_TRUE(text.ends_with('\n')) << file << " is missing or does not end its line";
    if (!text.empty()) text.pop_back();
    return text;
}

std::set<std::string> names_in(const path& folder) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        EXPECT_EQ(entry.path().extension(), ".json");
        names.insert(entry.path().stem().string());
    }
    return names;
}

template <class Event>
struct Type {
    using type = Event;
    static constexpr std::string_view name = event_type<Event>;
};

/// Calls `look(Type<Event>{})` for every event.
template <class Look>
void for_each_event(Look look) {
    boost::mp11::mp_for_each<boost::mp11::mp_transform<Type, Events>>(
        [&](auto event) { look(event); });
}

std::set<std::string> event_names() {
    std::set<std::string> names;
    for_each_event([&](auto event) { names.emplace(event.name); });
    return names;
}

/// The members of `Struct` that the codec insists on, by their wire names.
template <class Struct>
std::set<std::string> required_members() {
    std::set<std::string> names;
    boost::mp11::mp_for_each<codec_detail::members_of<Struct>>([&](auto member) {
        using Field = std::remove_cvref_t<decltype(std::declval<Struct&>().*member.pointer)>;
        if constexpr (!codec_detail::IsOptional<Field>::value &&
                      !codec_detail::IsVector<Field>::value) {
            names.emplace(codec_detail::wire_name<decltype(member)>.view());
        }
    });
    return names;
}

/// Adds a field that no version knows to every object in `value`.
void add_future(json::value& value) {
    if (auto* array = value.if_array()) {
        for (auto& item : *array) add_future(item);
    } else if (auto* object = value.if_object()) {
        for (auto& member : *object) add_future(member.value());
        (*object)["ofTheFuture"] = json::parse(R"({"deep":[1,null,"x"]})");
    }
}

TEST(Examples, StandBesideEveryEventAndNothingElse) {
    EXPECT_EQ(names_in(events_folder / "examples"), event_names());
}

TEST(Examples, AreWrittenBackByteForByte) {
    for_each_event([](auto event) {
        using Event = typename decltype(event)::type;
        const auto text = line_of(events_folder / "examples" / (std::string{event.name} + ".json"));
        const auto decoded = decode<Event>(text);
        ASSERT_TRUE(decoded) << event.name << ": " << decoded.error().to_text();
        EXPECT_EQ(encode(*decoded), text) << event.name;
    });
}

TEST(Examples, ShowEveryMember) {
    for_each_event([](auto event) {
        using Event = typename decltype(event)::type;
        const auto text = line_of(events_folder / "examples" / (std::string{event.name} + ".json"));
        const auto object = json::parse(text).as_object();
        EXPECT_EQ(object.size(), boost::mp11::mp_size<codec_detail::members_of<Event>>::value)
            << event.name;
    });
}

TEST(Examples, MayCarryFieldsOfTheFuture) {
    for_each_event([](auto event) {
        using Event = typename decltype(event)::type;
        const auto text = line_of(events_folder / "examples" / (std::string{event.name} + ".json"));
        auto extended = json::parse(text);
        add_future(extended);
        const auto decoded = decode<Event>(json::serialize(extended));
        ASSERT_TRUE(decoded) << event.name << ": " << decoded.error().to_text();
        EXPECT_EQ(encode(*decoded), text) << event.name;
    });
}

TEST(Examples, NameEveryRequiredFieldThatIsMissing) {
    for_each_event([](auto event) {
        using Event = typename decltype(event)::type;
        const auto required = required_members<Event>();
        ASSERT_FALSE(required.empty()) << event.name;
        const auto empty = decode<Event>("{}");
        ASSERT_FALSE(empty) << event.name;
        std::set<std::string> named;
        for (const auto& error : empty.error().errors) {
            EXPECT_EQ(error.reason, "missing") << event.name << '.' << error.field;
            named.insert(error.field);
        }
        EXPECT_EQ(named, required) << event.name;
    });
}

TEST(Examples, RefuseEachRequiredFieldMissingAlone) {
    for_each_event([](auto event) {
        using Event = typename decltype(event)::type;
        const auto text = line_of(events_folder / "examples" / (std::string{event.name} + ".json"));
        for (const auto& name : required_members<Event>()) {
            auto object = json::parse(text).as_object();
            object.erase(name);
            const auto decoded = decode<Event>(json::serialize(object));
            ASSERT_FALSE(decoded) << event.name << " without " << name;
            const std::vector<FieldError> expected{{name, "missing"}};
            EXPECT_EQ(decoded.error().errors, expected) << event.name;
        }
    });
}

/// What the codec writes of a released example still holds everything that the example said.
bool says_all_of(const json::value& now, const json::value& then) {
    if (const auto* array = then.if_array()) {
        const auto* other = now.if_array();
        return other && std::equal(array->begin(), array->end(), other->begin(), other->end(),
                                   [](const auto& a, const auto& b) { return says_all_of(b, a); });
    }
    const auto* object = then.if_object();
    if (!object) return now == then;
    const auto* other = now.if_object();
    return other && std::all_of(object->begin(), object->end(), [&](const auto& member) {
               const auto* found = other->if_contains(member.key());
               return found && says_all_of(*found, member.value());
           });
}

TEST(ReleasedEvents, AreUnderstoodForEver) {
    std::size_t releases = 0;
    for (const auto& release : std::filesystem::directory_iterator{events_folder / "released"}) {
        ++releases;
        auto left = names_in(release.path());
        for_each_event([&](auto event) {
            using Event = typename decltype(event)::type;
            if (left.erase(std::string{event.name}) == 0) return;
            const auto text = line_of(release.path() / (std::string{event.name} + ".json"));
            const auto decoded = decode<Event>(text);
            ASSERT_TRUE(decoded) << event.name << ": " << decoded.error().to_text();
            EXPECT_TRUE(says_all_of(json::parse(encode(*decoded)), json::parse(text)))
                << event.name << " lost a field since " << release.path().filename();
        });
        EXPECT_EQ(left, std::set<std::string>{}) << "a released event is no longer known";
    }
    EXPECT_GE(releases, 1U);
}

}  // namespace
}  // namespace boxoffice::contracts
