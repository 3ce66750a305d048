// Notices as JSON: how their facts are stored, and how HTTP shows them.
#pragma once

#include "contexts/notification/notice.hpp"
#include "contexts/notification/texts.hpp"
#include "contracts/english_names.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::notification {

[[nodiscard]] std::string encode_facts(const Facts& facts);
[[nodiscard]] std::string encode_note(const ReservationNote& note);
/// Each throws base::InfrastructureFault (not retryable) when what is stored is damaged.
[[nodiscard]] Facts decode_facts(std::string_view text);
[[nodiscard]] ReservationNote decode_note(std::string_view text);
[[nodiscard]] contracts::EnglishNames decode_names(std::string_view text);

/// What a delivery needs, as it is stored with its due row.
struct Letter {
    contracts::NotificationId notification_id;
    contracts::UserId user_id;
    Kind kind = Kind::ReservationCompleted;
    std::string key;
    Facts facts;
};
BOOST_DESCRIBE_STRUCT(Letter, (), (notification_id, user_id, kind, key, facts))
[[nodiscard]] std::string encode_letter(const Letter& letter);
[[nodiscard]] Letter decode_letter(std::string_view text);

/// The resource /notifications/{id}, with its text in that style.
[[nodiscard]] std::string to_resource(const Notice& notice, const Style& style);

/// PATCH of one notice or of many: without `ids`, of all.
struct ReadBody {
    bool read = true;
    std::vector<contracts::NotificationId> ids;
};
BOOST_DESCRIBE_STRUCT(ReadBody, (), (read, ids))

/// Of NotificationSent and NotificationFailed: who was told, or could not be.
struct ToldPerson {
    contracts::UserId user_id;
};
BOOST_DESCRIBE_STRUCT(ToldPerson, (), (user_id))

}  // namespace boxoffice::notification
