//! What the element tells of what happened in a recording, of what was measured, and of what that comes to.

use super::Player;
use super::analysis::{as_object, fulfilled, reason};
use events::statistics::{StatisticsAnswer, StatisticsQuery};
use events::{Event, Performance};
use serde::de::{DeserializeOwned, DeserializeSeed};
use wasm_bindgen::prelude::*;
use yew::AttrValue;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, catch, js_name = eventsJson)]
    fn events_json(this: &super::PlayerElement) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = performanceJson)]
    fn performance_json(this: &super::PlayerElement) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = statisticsJson)]
    fn statistics_json(this: &super::PlayerElement, query: &JsValue) -> Result<JsValue, JsValue>;
}

impl Player {
    /// Everything that happened, by rising time. The player keeps it: asking again costs little.
    ///
    /// # Errors
    /// Why it cannot be told, for people.
    pub(crate) async fn events(&self) -> Result<Vec<Event>, AttrValue> {
        read(&text(self.0.events_json()).await?)
    }

    /// Everything that was measured, by rising time.
    ///
    /// # Errors
    /// As for [`Player::events`].
    pub(crate) async fn performance(&self) -> Result<Vec<Performance>, AttrValue> {
        read(&text(self.0.performance_json()).await?)
    }

    /// What the events come to: the answer to this query.
    ///
    /// # Errors
    /// As for [`Player::events`].
    pub(crate) async fn statistics(&self, query: &StatisticsQuery) -> Result<StatisticsAnswer, AttrValue> {
        let asked = as_object(query).ok_or("the query cannot be handed to the player")?;
        let told = text(self.0.statistics_json(&asked)).await?;
        query.deserialize(&mut serde_json::Deserializer::from_str(&told)).map_err(|error| unread(&error))
    }
}

/// The text that a method's promise brings.
async fn text(answer: Result<JsValue, JsValue>) -> Result<String, AttrValue> {
    let told = fulfilled(answer).await.map_err(|error| reason(&error))?;
    told.as_string().ok_or_else(|| "the player answered no text".into())
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, AttrValue> {
    serde_json::from_str(json).map_err(|error| unread(&error))
}

fn unread(error: &serde_json::Error) -> AttrValue {
    format!("the answer of the player cannot be read: {error}").into()
}
