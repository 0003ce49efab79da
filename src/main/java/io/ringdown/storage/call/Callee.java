package io.ringdown.storage.call;

import io.ringdown.account.CredentialRef;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.NodeId;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.storage.binding.BindingEntity;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bindings of somebody who is called that could be rung, with what is known beside them.
 *
 * @param credentials their credentials as they are now, by SID
 * @param holders the nodes that hold their connections
 */
record Callee(
    List<Binding> bindings,
    Map<String, CredentialRef> credentials,
    Map<BindingSid, NodeId> holders) {

  static Callee of(EntityManager entities, AccountSid account, Identity identity, Instant now) {
    var rows =
        entities
            .createNamedQuery(BindingEntity.CALLEE, Object[].class)
            .setParameter("account", account.value())
            .setParameter("identity", identity.value())
            .setParameter("active", BindingStatus.ACTIVE)
            .setParameter("now", now)
            .getResultList();
    var callee = new Callee(new ArrayList<>(), new HashMap<>(), new HashMap<>());
    for (var row : rows) {
      callee.add((BindingEntity) row[0], row[1]);
    }
    return callee;
  }

  private void add(BindingEntity entity, @Nullable Object version) {
    var binding = entity.binding();
    bindings.add(binding);
    var holder = entity.holder();
    if (holder != null) {
      holders.put(binding.sid(), holder);
    }
    var credential = binding.target().credential();
    if (credential != null && version instanceof Number number) {
      credentials.put(credential.value(), new CredentialRef(credential, number.longValue()));
    }
  }

  /** The credential that the binding's channel needs, where there is one. */
  @Nullable CredentialRef credential(Binding binding) {
    var credential = binding.target().credential();
    return credential == null ? null : credentials.get(credential.value());
  }

  /**
   * The node that must deliver to the binding: who holds its connection, else {@code otherwise}.
   */
  NodeId holder(BindingSid binding, NodeId otherwise) {
    return holders.getOrDefault(binding, otherwise);
  }
}
