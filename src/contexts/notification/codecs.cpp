#include "contexts/notification/codecs.hpp"

#include "base/fault.hpp"
#include "contracts/codec_definition.hpp"
#include "contracts/resource.hpp"

#include <utility>

namespace boxoffice::notification {
namespace {

struct NoticeResource {
    std::int64_t id = 0;
    contracts::UserId user_id;
    contracts::ReservationId reservation_id;
    Kind kind = Kind::ReservationCompleted;
    std::string title;
    std::string text;
    Status delivery = Status::waiting;
    base::Instant created_at{};
    std::optional<base::Instant> read_at;
    contracts::SelfLinks _links;
};
BOOST_DESCRIBE_STRUCT(NoticeResource, (),
                      (id, user_id, reservation_id, kind, title, text, delivery, created_at,
                       read_at, _links))

template <class T>
T decode_stored(std::string_view text, const char* what) {
    auto value = contracts::decode<T>(text);
    if (value) return std::move(value).value();
    throw base::InfrastructureFault(
        std::string{"stored "} + what + " are damaged: " + value.error().to_text(),
        base::Retry::no);
}

}  // namespace

std::string encode_facts(const Facts& facts) {
    return contracts::encode(facts);
}
std::string encode_note(const ReservationNote& note) {
    return contracts::encode(note);
}
std::string encode_letter(const Letter& letter) {
    return contracts::encode(letter);
}
Facts decode_facts(std::string_view text) {
    return decode_stored<Facts>(text, "facts of a notice");
}
ReservationNote decode_note(std::string_view text) {
    return decode_stored<ReservationNote>(text, "notes of a reservation");
}
contracts::EnglishNames decode_names(std::string_view text) {
    return decode_stored<contracts::EnglishNames>(text, "names of a performance");
}
Letter decode_letter(std::string_view text) {
    return decode_stored<Letter>(text, "contents of a letter");
}

std::string to_resource(const Notice& notice, const Style& style) {
    auto text = compose(notice.kind, notice.facts, style);
    const auto id = notice.notification_id.value;
    const NoticeResource resource{.id = id,
                                  .user_id = notice.user_id,
                                  .reservation_id = notice.facts.reservation_id,
                                  .kind = notice.kind,
                                  .title = std::move(text.title),
                                  .text = std::move(text.body),
                                  .delivery = notice.status,
                                  .created_at = notice.created_at,
                                  .read_at = notice.read_at,
                                  ._links = {{"/notifications/" + std::to_string(id)}}};
    return contracts::encode(resource);
}

}  // namespace boxoffice::notification

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::notification::ToldPerson)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::notification::ReadBody)
