package io.ringdown.registration.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.account.AccountPolicy;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BulkStore.Change;
import io.ringdown.binding.BulkStore.Outcome;
import io.ringdown.binding.ChangedBy;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.registration.RegistrationReader;
import io.ringdown.rest.Fields;
import io.ringdown.rest.Json;
import io.ringdown.rest.Problem;
import io.ringdown.rest.Problem.FieldError;
import io.ringdown.rest.ProblemException;
import io.ringdown.security.Scope;
import jakarta.ws.rs.ForbiddenException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes that were asked for together, each with its result. Of an atomic batch one that cannot be
 * made keeps all others from being made: they have the result 424. Not thread-safe.
 */
final class Batch {
  private static final int MOST = 1000;
  private static final ObjectNode DEPENDENT =
      Json.object()
          .put("status", 424)
          .set(
              "problem",
              new Problem(
                      "about:blank",
                      "Failed Dependency",
                      424,
                      "Not made, because the batch is atomic and another operation cannot be made.",
                      List.of())
                  .node());

  private final boolean atomic;
  private final List<@Nullable Change> changes = new ArrayList<>();
  private final List<@Nullable ObjectNode> results = new ArrayList<>();
  private final Set<Identity> ringable = new LinkedHashSet<>();

  private Batch(boolean atomic) {
    this.atomic = atomic;
  }

  /**
   * Reads a batch.
   *
   * @throws ProblemException 422 when it is none; what is wrong with one operation is its result
   */
  static Batch read(
      JsonNode request,
      AccountSid account,
      Scope scope,
      RegistrationReader registrations,
      Instant now) {
    var fields = Fields.of(request);
    var atomic = fields.bool("atomic").orElse(false);
    var operations = fields.required("operations", fields.nodes("operations", MOST));
    fields.finish();
    var batch = new Batch(atomic);
    for (var operation : Objects.requireNonNull(operations)) {
      var pointer = "/operations/" + batch.changes.size();
      try {
        batch.add(change(operation, pointer, account, scope, registrations, now), null);
      } catch (ProblemException e) {
        batch.add(null, result(e.problem()));
      } catch (ForbiddenException e) {
        batch.add(null, result(Problem.of(403)));
      }
    }
    return batch;
  }

  private static Change change(
      JsonNode operation,
      String pointer,
      AccountSid account,
      Scope scope,
      RegistrationReader registrations,
      Instant now) {
    if (!operation.isObject()) {
      throw ProblemException.invalid(pointer, "must be an object");
    }
    var fields = Fields.of(operation, pointer);
    var upsert =
        fields.required("op", fields.choice("op", Map.of("upsert", true, "delete", false)));
    if (upsert == null) {
      // What else it has cannot be judged without knowing what it is.
      fields.rest();
      fields.finish();
    }
    if (Boolean.TRUE.equals(upsert)) {
      var binding = fields.required("binding", fields.node("binding"));
      fields.finish();
      if (!Objects.requireNonNull(binding).isObject()) {
        throw ProblemException.invalid(pointer + "/binding", "must be an object");
      }
      return new Change.Upsert(
          registrations.read(account, scope, Fields.of(binding, pointer + "/binding")));
    }
    var sid = fields.required("sid", fields.parsed("sid", 64, BindingSid::new));
    fields.finish();
    return new Change.Delete(
        Objects.requireNonNull(sid), scope.identity(), ChangedBy.of(scope.caller().actor()), now);
  }

  boolean isAtomic() {
    return atomic;
  }

  /** Whether anything can be made. */
  boolean isWorthTrying() {
    return changes.stream().anyMatch(Objects::nonNull)
        && (!atomic || results.stream().allMatch(Objects::isNull));
  }

  /** What is to be made, in order. */
  List<Change> changes() {
    List<Change> readable = new ArrayList<>();
    for (var change : changes) {
      if (change != null) {
        readable.add(change);
      }
    }
    return readable;
  }

  /** Takes what became of {@link #changes}. */
  void take(List<Outcome> outcomes, AccountPolicy policy) {
    var next = 0;
    for (int i = 0; i < changes.size() && next < outcomes.size(); i++) {
      if (changes.get(i) != null) {
        results.set(i, result(outcomes.get(next++), "/operations/" + i, policy));
      }
    }
    if (atomic && !outcomes.stream().allMatch(Outcome::made)) {
      ringable.clear();
      for (int i = 0; i < outcomes.size(); i++) {
        if (outcomes.get(i).made()) {
          results.set(i, null);
        }
      }
    }
  }

  /** Whose devices may have to ring. */
  Set<Identity> ringable() {
    return Set.copyOf(ringable);
  }

  /** The answer: a result for each operation, in order. */
  ObjectNode document() {
    var document = Json.object();
    var array = document.putArray("results");
    results.forEach(result -> array.add(result == null ? DEPENDENT.deepCopy() : result));
    return document;
  }

  private void add(@Nullable Change change, @Nullable ObjectNode result) {
    changes.add(change);
    results.add(result);
  }

  private ObjectNode result(Outcome outcome, String pointer, AccountPolicy policy) {
    if (outcome instanceof Outcome.Bound bound) {
      var binding = bound.registered().binding();
      ringable.add(binding.identity());
      return Json.object()
          .put("status", bound.registered().created() ? 201 : 200)
          .put("sid", binding.sid().value());
    }
    if (outcome instanceof Outcome.Deleted deleted) {
      return Json.object().put("status", 204).put("sid", deleted.sid().value());
    }
    if (outcome instanceof Outcome.Absent) {
      return result(Problem.of(404, "There is no such binding."));
    }
    if (outcome instanceof Outcome.Foreign) {
      return result(Problem.of(403));
    }
    var detail =
        "The identity has "
            + policy.maxBindingsPerIdentity()
            + " bindings, as many as the account's max_bindings_per_identity allows.";
    return result(
        Problem.of(409, detail, List.of(new FieldError(pointer + "/binding/identity", detail))));
  }

  private static ObjectNode result(Problem problem) {
    var result = Json.object().put("status", problem.status());
    result.set("problem", problem.node());
    return result;
  }
}
