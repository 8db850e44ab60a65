// Latchkey for C++17: the functions of latchkey.h with values, exceptions and destructors. Nothing is decided here either.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "latchkey.h"

namespace latchkey {

using Bytes16 = std::array<std::uint8_t, 16>;

/// A mistake of the program, never of a customer's input: a bad key, a wrong module, an argument out of its limits.
class Error : public std::runtime_error {
 public:
  Error(std::string name, const std::string& sentence) : std::runtime_error(sentence), name_(std::move(name)) {}
  /// In kebab case, for programs.
  const std::string& name() const noexcept { return name_; }

 private:
  std::string name_;
};

/// Why something could not be read: a name for programs, a sentence for people, the place in the text.
struct Problem {
  std::uint32_t code = 0;
  std::string name, sentence;
  std::uint32_t detail = 0, row = 0, group = 0;
  std::optional<std::int64_t> offset;
};

/// Reading what came from outside: the value, or the problem.
template <class T>
using Reading = std::variant<T, Problem>;

/// A feature's value: granted, a number, or a text.
using Feature = std::variant<bool, std::int64_t, std::string>;

/// What an accepted license says. Times are seconds since 1970.
struct Claims {
  std::string license_id, product;
  std::array<std::uint8_t, 8> token_id{};
  std::int64_t issued_at = 0;
  std::optional<std::int64_t> not_before, expires_at, refresh_at, check_in_by;
  std::int64_t renew_window_seconds = 0;
  std::optional<std::int64_t> epoch;
  std::optional<std::string> issuer, customer_id, plan;
  std::vector<std::string> domains;
  std::map<std::string, Feature> features;
};

struct Accepted {
  std::string reason, sentence;
  Bytes16 witness{};
  Claims claims;
  std::optional<std::int64_t> days_to_expiry, seconds_to_expiry, days_to_check_in, seconds_to_check_in;
  bool renew_soon = false, releasable = false, signed_time = false;
};

struct Refused {
  std::string reason, sentence;
  Bytes16 witness{};
  std::uint32_t detail = 0, row = 0, group = 0;
  std::optional<std::int64_t> offset, missed_seconds, used_seconds;
  std::optional<std::string> license_id;
};

/// All or nothing: claims exist only on the accepting side.
using Verdict = std::variant<Accepted, Refused>;

/// What the program knows when it asks.
struct Evidence {
  std::string product;
  double now_seconds = 0;
  double running_seconds = 0;
  std::optional<Bytes16> witness, secret, lock, pending;
  std::vector<Bytes16> components;
  std::optional<std::string> host;
};

struct Request {
  std::array<std::uint8_t, 8> nonce{};
  std::string product;
  std::vector<Bytes16> components;
  std::optional<Bytes16> secret, witness;
  std::string label, license_key;
};

struct Spelled {
  std::string code, file;
};

struct MadeRequest : Spelled {
  Bytes16 pending{};
};

/// Reads codes and decides what they mean. It can be moved, not copied; threads that share one wait for each other in check().
class Verifier {
 public:
  /// @throws Error `wrong-module` when the module has another SHA-256 than the one demanded
  static Verifier load(const std::optional<std::string>& sha256 = std::nullopt) {
    Verifier verifier(latchkey_load(sha256 ? sha256->c_str() : nullptr));
    if (!verifier.handle_) throw Error("wrong-module", std::string("the module has the SHA-256 ") + latchkey_module_sha256());
    return verifier;
  }

  /// @throws Error for a key that is none; it then counts as absent
  template <class Key>
  void trust(const Key& public_key) {
    demand(latchkey_trust(handle_.get(), reinterpret_cast<const std::uint8_t*>(std::data(public_key)), std::size(public_key)));
  }

  Verdict check(std::string_view code, const Evidence& evidence) {
    latchkey_evidence asked{};
    asked.product = evidence.product.c_str();
    asked.now_seconds = evidence.now_seconds;
    asked.running_seconds = evidence.running_seconds;
    asked.witness = bytes(evidence.witness);
    asked.components = evidence.components.empty() ? nullptr : evidence.components.front().data();
    asked.component_count = evidence.components.size();
    asked.secret = bytes(evidence.secret);
    asked.lock = bytes(evidence.lock);
    asked.host = evidence.host ? evidence.host->c_str() : nullptr;
    asked.pending = bytes(evidence.pending);
    std::unique_ptr<latchkey_verdict, decltype(&latchkey_verdict_free)> verdict(
        latchkey_check(handle_.get(), code.data(), code.size(), &asked), latchkey_verdict_free);
    if (!verdict) throw last_error();
    return verdict->accepted ? Verdict(accepted(*verdict)) : Verdict(refused(*verdict));
  }

  Reading<Bytes16> component(const std::string& product, const std::string& kind, std::string_view value) {
    Bytes16 made{};
    if (latchkey_component(handle_.get(), product.c_str(), kind.c_str(), value.data(), value.size(), made.data()) != 0) return last_problem();
    return made;
  }

  /// @throws Error when an argument is out of its limits
  MadeRequest create_request(const Request& request) {
    latchkey_request input{};
    input.nonce = request.nonce.data();
    input.product = request.product.c_str();
    input.components = request.components.empty() ? nullptr : request.components.front().data();
    input.component_count = request.components.size();
    input.secret = bytes(request.secret);
    input.witness = bytes(request.witness);
    input.label = request.label.c_str();
    input.license_key = request.license_key.c_str();
    latchkey_spelled spelled{};
    demand(latchkey_create_request(handle_.get(), &input, &spelled));
    MadeRequest made;
    std::copy(std::begin(spelled.pending), std::end(spelled.pending), made.pending.begin());
    static_cast<Spelled&>(made) = take(spelled);
    return made;
  }

  Reading<Spelled> create_receipt(std::string_view code, const Bytes16& secret) {
    latchkey_spelled spelled{};
    if (latchkey_create_receipt(handle_.get(), code.data(), code.size(), secret.data(), &spelled) != 0) return last_problem();
    return take(spelled);
  }

  Reading<Spelled> canonical(std::string_view text) {
    latchkey_spelled spelled{};
    if (latchkey_canonical(handle_.get(), text.data(), text.size(), &spelled) != 0) return last_problem();
    return take(spelled);
  }

  /// For what this header leaves out.
  latchkey_verifier* handle() const noexcept { return handle_.get(); }

 private:
  struct Free {
    void operator()(latchkey_verifier* verifier) const noexcept { latchkey_free(verifier); }
  };
  std::unique_ptr<latchkey_verifier, Free> handle_;

  explicit Verifier(latchkey_verifier* handle) : handle_(handle) {}

  static const std::uint8_t* bytes(const std::optional<Bytes16>& value) { return value ? value->data() : nullptr; }
  static std::optional<std::int64_t> number(std::int64_t value) {
    return value < 0 ? std::nullopt : std::optional<std::int64_t>(value);
  }
  static std::optional<std::string> text(const char* value) {
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  }

  Problem last_problem() const {
    const latchkey_problem* problem = latchkey_last_problem(handle_.get());
    return {problem->code, problem->name, problem->sentence, problem->detail, problem->row, problem->group, number(problem->offset)};
  }
  Error last_error() const {
    const latchkey_problem* problem = latchkey_last_problem(handle_.get());
    return Error(problem->name, problem->sentence);
  }
  void demand(std::uint32_t status) const {
    if (status != LATCHKEY_OK) throw last_error();
  }
  static Spelled take(latchkey_spelled& spelled) {
    Spelled taken{spelled.code, spelled.file};
    latchkey_spelled_free(&spelled);
    return taken;
  }

  static Feature value_of(const latchkey_feature& feature) {
    if (feature.type == LATCHKEY_INTEGER) return feature.integer;
    if (feature.type == LATCHKEY_TEXT) return std::string(feature.text);
    return true;
  }

  static Claims claims_of(const latchkey_claims& from) {
    Claims claims;
    claims.license_id = from.license_id;
    claims.product = from.product;
    std::copy(std::begin(from.token_id), std::end(from.token_id), claims.token_id.begin());
    claims.issued_at = from.issued_at;
    claims.not_before = number(from.not_before);
    claims.expires_at = number(from.expires_at);
    claims.refresh_at = number(from.refresh_at);
    claims.check_in_by = number(from.check_in_by);
    claims.renew_window_seconds = from.renew_window_seconds;
    claims.epoch = number(from.epoch);
    claims.issuer = text(from.issuer);
    claims.customer_id = text(from.customer_id);
    claims.plan = text(from.plan);
    claims.domains.assign(from.domains, from.domains + from.domain_count);
    for (std::size_t i = 0; i < from.feature_count; i++) claims.features[from.features[i].name] = value_of(from.features[i]);
    return claims;
  }

  static Accepted accepted(const latchkey_verdict& from) {
    Accepted verdict;
    verdict.reason = from.reason;
    verdict.sentence = from.sentence;
    std::copy(std::begin(from.witness), std::end(from.witness), verdict.witness.begin());
    verdict.claims = claims_of(*from.claims);
    verdict.days_to_expiry = number(from.days_to_expiry);
    verdict.seconds_to_expiry = number(from.seconds_to_expiry);
    verdict.days_to_check_in = number(from.days_to_check_in);
    verdict.seconds_to_check_in = number(from.seconds_to_check_in);
    verdict.renew_soon = from.renew_soon;
    verdict.releasable = from.releasable;
    verdict.signed_time = from.signed_time;
    return verdict;
  }

  static Refused refused(const latchkey_verdict& from) {
    Refused verdict;
    verdict.reason = from.reason;
    verdict.sentence = from.sentence;
    std::copy(std::begin(from.witness), std::end(from.witness), verdict.witness.begin());
    verdict.detail = from.detail;
    verdict.row = from.row;
    verdict.group = from.group;
    verdict.offset = number(from.offset);
    verdict.missed_seconds = number(from.missed_seconds);
    verdict.used_seconds = number(from.used_seconds);
    verdict.license_id = text(from.license_id);
    return verdict;
  }
};

}  // namespace latchkey
