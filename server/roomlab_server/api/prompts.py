"""Prompts."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12

from roomlab.simulation.llm import SYSTEM, TEMPLATES, build

from ..errors import bad_request, not_found
from .base import problems, router
from .bodies import PromptRequest

api = router("prompts")


class SystemPrompts(TypedDict):
    """The texts that every agent would be given."""

    base: str
    single: str
    orchestration: str


class TemplateList(TypedDict):
    """The templates."""

    templates: list[str]
    descriptions: dict[str, str]


class TemplateAnswer(TypedDict):
    """One template."""

    name: str
    template: str


class Prompt(TypedDict):
    """A template filled in."""

    prompt: str
    template: str


@api.get("/api/prompts/system")
async def read_system_prompts() -> SystemPrompts:
    """Return the texts that every agent would be given."""
    return {"base": SYSTEM["base"], "single": SYSTEM["single"], "orchestration": SYSTEM["orchestration"]}


@api.get("/api/prompts/templates")
async def list_templates() -> TemplateList:
    """Return the names of the templates and what each is good for."""
    return {
        "templates": list(TEMPLATES),
        "descriptions": {name: template.description for name, template in TEMPLATES.items()},
    }


@api.get("/api/prompts/templates/{name}", responses=problems(404))
async def read_template(name: str) -> TemplateAnswer:
    """Return one template."""
    if name not in TEMPLATES:
        raise not_found(f"Template {name!r}")
    return {"name": name, "template": TEMPLATES[name].text}


@api.post("/api/prompts/build", responses=problems(400, 413))
async def build_prompt(body: PromptRequest) -> Prompt:
    """Fill in a template."""
    template = TEMPLATES.get(body.template_name)
    if template is None:
        raise bad_request(f"There is no template {body.template_name!r}; there are {', '.join(TEMPLATES)}.")
    fields = {
        name: "; ".join(value) if isinstance(value, list) else value
        for name, value in body.model_dump(exclude={"template_name", "name", "character"}).items()
    }
    return {"prompt": build(template, body.name, body.character, fields), "template": body.template_name}
