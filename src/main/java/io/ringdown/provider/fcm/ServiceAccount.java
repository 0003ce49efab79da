package io.ringdown.provider.fcm;

import io.ringdown.account.CredentialContent;
import io.ringdown.account.Secret;
import java.net.URI;
import java.security.interfaces.RSAPrivateKey;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who we are at Google: a project and the key to it. Prints without the key. Immutable.
 *
 * @param tokenUri where access tokens are got, and the audience of what is signed for it
 */
record ServiceAccount(
    String projectId, String clientEmail, String keyId, RSAPrivateKey key, URI tokenUri) {

  /** The account that {@link FcmCredentialFormat} wrote down; nothing when it cannot be read. */
  static Optional<ServiceAccount> of(CredentialContent content) {
    if (!(content.shown().get(FcmCredentialFormat.SERVICE_ACCOUNT) instanceof Map<?, ?> shown)) {
      return Optional.empty();
    }
    @Nullable Secret pem = content.secrets().get(FcmCredentialFormat.PRIVATE_KEY);
    @Nullable Secret keyId = content.secrets().get(FcmCredentialFormat.PRIVATE_KEY_ID);
    if (pem != null
        && keyId != null
        && shown.get(FcmCredentialFormat.PROJECT_ID) instanceof String project
        && shown.get(FcmCredentialFormat.CLIENT_EMAIL) instanceof String email
        && shown.get(FcmCredentialFormat.TOKEN_URI) instanceof String tokenUri) {
      return RsaPem.parse(pem.reveal())
          .map(
              key -> new ServiceAccount(project, email, keyId.reveal(), key, URI.create(tokenUri)));
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "ServiceAccount[" + projectId + "]";
  }
}
