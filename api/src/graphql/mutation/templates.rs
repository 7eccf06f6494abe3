//! Export templates.

use super::text::bounded;
use crate::auth::Viewer;
use crate::data::{self, DatabaseConnection, secret, templates};
use crate::graphql::branding;
use crate::graphql::error::{Problem, Result};
use crate::graphql::ids::{self, Kind};
use crate::graphql::templates::{MOST, built_in};
use crate::graphql::types::{BrandingInput, ExportTemplate, template_document};
use crate::links::Links;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use phonoglyph_engine::composition::Branding;

/// The longest name and description, in characters.
const MAX_NAME: usize = 100;
const MAX_DESCRIPTION: usize = 500;

/// The part of [`Mutation`](super::Mutation) about export templates.
#[derive(Default)]
pub struct TemplateMutation;

/// A template to keep.
#[derive(InputObject)]
pub struct CreateExportTemplateInput {
    /// Its name, 1 to 100 characters.
    name: String,
    /// What it is for, up to 500 characters.
    #[graphql(default)]
    description: String,
    /// A template to begin from, by its id or key; its branding is copied.
    template_id: Option<ID>,
    /// What it shows, or what to change in the template it begins from.
    branding: Option<BrandingInput>,
}

/// What to change in a template; what is left out stays.
#[derive(InputObject)]
pub struct UpdateExportTemplateInput {
    /// The template.
    id: ID,
    /// Another name, 1 to 100 characters.
    name: Option<String>,
    /// Another description, up to 500 characters.
    description: Option<String>,
    /// What to change in what it shows.
    branding: Option<BrandingInput>,
}

/// A template to delete.
#[derive(InputObject)]
pub struct DeleteExportTemplateInput {
    /// The template.
    id: ID,
}

/// A template to share.
#[derive(InputObject)]
pub struct ShareExportTemplateInput {
    /// The template.
    id: ID,
}

/// A template that is to be shared no longer.
#[derive(InputObject)]
pub struct UnshareExportTemplateInput {
    /// The template.
    id: ID,
}

/// What came of making a template.
#[derive(SimpleObject)]
pub struct CreateExportTemplatePayload {
    /// The new template.
    template: ExportTemplate,
}

/// What came of changing a template.
#[derive(SimpleObject)]
pub struct UpdateExportTemplatePayload {
    /// The template as it is now.
    template: ExportTemplate,
}

/// What came of deleting a template.
#[derive(SimpleObject)]
pub struct DeleteExportTemplatePayload {
    /// The id that names nothing any more.
    deleted_template_id: ID,
}

/// What came of sharing a template.
#[derive(SimpleObject)]
pub struct ShareExportTemplatePayload {
    /// The template.
    template: ExportTemplate,
    /// What `sharedExportTemplate` and `templateToken` take. It is told this once and kept nowhere.
    token: String,
    /// The link for others: it shows the template as JSON and lets nobody change it.
    url: String,
}

/// What came of ending a template's link.
#[derive(SimpleObject)]
pub struct UnshareExportTemplatePayload {
    /// The template, which nobody else sees now.
    template: ExportTemplate,
}

#[Object]
impl TemplateMutation {
    /// Keeps a template of one's own, up to 100 of them.
    async fn create_export_template(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The template.")] input: CreateExportTemplateInput,
    ) -> Result<CreateExportTemplatePayload> {
        let (name, description) = (name(&input.name)?, description(&input.description)?);
        let before = match &input.template_id {
            Some(id) => {
                let template = crate::graphql::templates::find(ctx, id, "input.templateId").await?;
                template.document()?
            }
            None => Branding::default(),
        };
        let shown = match input.branding {
            Some(changes) => branding::changed(&before, changes)?,
            None => before,
        };
        branding::check(ctx, &shown).await?;
        if templates::count(db(ctx), user(ctx)).await? >= MOST {
            return Err(Problem::Conflict {
                message: format!("there are {MOST} templates already: delete one first"),
                field: "input".to_owned(),
            });
        }
        let now = chrono::Utc::now();
        let row = data::Template {
            id: data::new_id(),
            user_id: user(ctx).to_owned(),
            name,
            description,
            branding: shown.to_value(),
            share_hash: None,
            created_at: now,
            updated_at: now,
        };
        templates::insert(db(ctx), row.clone()).await?;
        Ok(CreateExportTemplatePayload {
            template: ExportTemplate::Own(row),
        })
    }

    /// Changes a template. Exports that were queued before keep it as it was.
    async fn update_export_template(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The template and what to change in it.")] input: UpdateExportTemplateInput,
    ) -> Result<UpdateExportTemplatePayload> {
        let mut row = own(ctx, &input.id).await?;
        if let Some(text) = &input.name {
            row.name = name(text)?;
        }
        if let Some(text) = &input.description {
            row.description = description(text)?;
        }
        if let Some(changes) = input.branding {
            let shown = branding::changed(&template_document(&row)?, changes)?;
            branding::check(ctx, &shown).await?;
            row.branding = shown.to_value();
        }
        let template = written(ctx, row).await?;
        Ok(UpdateExportTemplatePayload { template })
    }

    /// Deletes a template and its link. Exports that were queued with it stay.
    async fn delete_export_template(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The template.")] input: DeleteExportTemplateInput,
    ) -> Result<DeleteExportTemplatePayload> {
        let row = own(ctx, &input.id).await?;
        if !templates::delete(db(ctx), user(ctx), &row.id).await? {
            return Err(missing());
        }
        Ok(DeleteExportTemplatePayload {
            deleted_template_id: input.id,
        })
    }

    /// Makes a link that shows a template to others, who may use it but not change it. An earlier link ends.
    async fn share_export_template(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The template.")] input: ShareExportTemplateInput,
    ) -> Result<ShareExportTemplatePayload> {
        let mut row = own(ctx, &input.id).await?;
        let token = secret::new().map_err(|error| Problem::internal(&error))?;
        row.share_hash = Some(secret::hash(&token));
        Ok(ShareExportTemplatePayload {
            template: written(ctx, row).await?,
            url: ctx.data_unchecked::<Links>().template(&token),
            token,
        })
    }

    /// Ends a template's link.
    async fn unshare_export_template(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The template.")] input: UnshareExportTemplateInput,
    ) -> Result<UnshareExportTemplatePayload> {
        let mut row = own(ctx, &input.id).await?;
        row.share_hash = None;
        let template = written(ctx, row).await?;
        Ok(UnshareExportTemplatePayload { template })
    }
}

fn user<'a>(ctx: &Context<'a>) -> &'a str {
    &ctx.data_unchecked::<Viewer>().user_id
}

fn db<'a>(ctx: &Context<'a>) -> &'a DatabaseConnection {
    ctx.data_unchecked()
}

fn missing() -> Problem {
    Problem::not_found("export template", "input.id")
}

/// A template that the viewer may change.
async fn own(ctx: &Context<'_>, id: &ID) -> Result<data::Template> {
    if built_in(id).is_some() {
        return Err(Problem::Conflict {
            message: "this template comes with the program: make one of your own with createExportTemplate and its \
                      templateId"
                .to_owned(),
            field: "input.id".to_owned(),
        });
    }
    let row = ids::expect(Kind::ExportTemplate, id, "input.id")?;
    templates::find(db(ctx), user(ctx), &row)
        .await?
        .ok_or_else(missing)
}

async fn written(ctx: &Context<'_>, mut row: data::Template) -> Result<ExportTemplate> {
    row.updated_at = chrono::Utc::now();
    if templates::update(db(ctx), row.clone()).await? {
        Ok(ExportTemplate::Own(row))
    } else {
        Err(missing())
    }
}

fn name(text: &str) -> Result<String> {
    bounded(text, "input.name", 1, MAX_NAME)
}

fn description(text: &str) -> Result<String> {
    bounded(text, "input.description", 0, MAX_DESCRIPTION)
}
