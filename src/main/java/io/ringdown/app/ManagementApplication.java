package io.ringdown.app;

import io.ringdown.admin.AccountAuditResource;
import io.ringdown.admin.AccountsResource;
import io.ringdown.admin.AdminTokensResource;
import io.ringdown.admin.AuditResource;
import io.ringdown.admin.CredentialsResource;
import io.ringdown.admin.TwilioWebhookResource;
import io.ringdown.app.gate.AppRequestFilter;
import io.ringdown.registration.BindingResource;
import io.ringdown.registration.BindingsResource;
import io.ringdown.registration.CallsResource;
import io.ringdown.registration.IdentitiesResource;
import io.ringdown.registration.transfer.BatchResource;
import io.ringdown.registration.transfer.ExportResource;
import io.ringdown.registration.transfer.ImportResource;
import io.ringdown.rest.ProblemMapper;
import io.ringdown.security.BearerFilter;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/** What apps and operators call, under {@code /v1}. */
@ApplicationPath("v1")
public class ManagementApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        AccountsResource.class,
        AccountAuditResource.class,
        AuditResource.class,
        AdminTokensResource.class,
        CredentialsResource.class,
        TwilioWebhookResource.class,
        BindingsResource.class,
        BatchResource.class,
        ImportResource.class,
        ExportResource.class,
        BindingResource.class,
        CallsResource.class,
        IdentitiesResource.class,
        BearerFilter.class,
        AppRequestFilter.class,
        ProblemMapper.class);
  }

  @Override
  public Map<String, Object> getProperties() {
    return RestProperties.ALL;
  }
}
